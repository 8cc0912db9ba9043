"""Workbooks of returns: written with locked cells, drop-downs, units and counting rules; read by codes."""
