"""Journeys: from the first record to the published number."""
