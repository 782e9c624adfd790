"""What an estate is made of: one frozen class per kind of object, and the Estate that holds them. No I/O."""
