"""Reads of returns, split along what is asked: cycles and returns, figures, threads, boards."""
