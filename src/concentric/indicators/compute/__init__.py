"""Computing indicators over the lake, keeping values, opening them down to facts."""
