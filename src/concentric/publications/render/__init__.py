"""The printed tree as HTML and as PDF, and reading the numbers back out of both. Pure: bytes in, bytes out."""
