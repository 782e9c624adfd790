"""What an estate is made of: one frozen class per kind of object, and the Estate with all of them. No I/O."""
