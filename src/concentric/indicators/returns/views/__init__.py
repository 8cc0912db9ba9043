"""Pages of returns: filling for the firm, signing, and the association's boards and reviews."""
