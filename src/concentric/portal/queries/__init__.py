"""Reads of the portal: composed from the doors of the rooms below, scoped to the actor by them."""
