"""Waves: which users move together, what a cut breaks, what a wave waits for, and the script that moves it. No I/O."""
