"""Django's name for the room."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "concentric.evidence"
    label = "evidence"
