"""The rules: a module for each block of ids, split by tens if a block is large (``R2-RTE-001`` is in ``r2_rte``)."""
