"""Start of the room: its two books are sealed with the others."""

from __future__ import annotations

from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "concentric.facts"
    label = "facts"

    def ready(self) -> None:
        from concentric.audit.api import register_book
        from concentric.desk import api as desk
        from concentric.desk.types import DemoLoader
        from concentric.facts import books, demo

        register_book(books.FACTS)
        register_book(books.DIMENSIONS)
        desk.register(DemoLoader(code="catalogue", order=5, label="Catalogue", load=demo.load))
