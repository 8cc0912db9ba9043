"""Pages of publications: writing, signing, what was published, what others published."""
