"""Steps of a migration as data, with the gates that turn green only from evidence."""
