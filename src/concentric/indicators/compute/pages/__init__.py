"""What the pages of computed values show: read once per page, in few queries."""
