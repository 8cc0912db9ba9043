"""Access: who may sign in, and in which capacity they act.

Users, appointments (person x organisation x role x dates), deputies, and the middleware that builds the
kernel's Actor once per request. Used by every room above it; rooms below check an Actor without importing
this one. It holds no names, telephone numbers or organisations: those are in `parties`.
"""
