"""Papers of returns: the form to be sealed, letters that remind, and what is read back from scans."""
