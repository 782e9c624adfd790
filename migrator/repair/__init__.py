"""The only room that writes to a customer's database: find, plan, render, apply, verify, undo."""
