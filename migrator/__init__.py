"""Documents OCS 2007 R2 and Lync 2010 estates, predicts their migration and repairs response groups under guard."""

__version__ = "0.1.0"
