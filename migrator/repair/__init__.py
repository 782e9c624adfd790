"""The only part of the program that writes to a customer's database: find, plan, render, apply, verify, undo."""
