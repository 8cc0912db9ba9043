"""Registration of the indicators and the returns."""

from __future__ import annotations

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "concentric.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from concentric.indicators.compute.registration import register_compute
        from concentric.indicators.returns.registration import (
            register_returns,  # apps must be loaded first
        )

        register_compute()
        register_returns()
