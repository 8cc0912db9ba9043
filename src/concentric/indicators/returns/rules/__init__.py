"""Pure decisions of returns: states, reading cells, checks, attribution, objects. No Django, clock or query."""
