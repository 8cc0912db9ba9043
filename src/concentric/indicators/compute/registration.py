"""What the computed values offer to the desk."""

from __future__ import annotations


def register_compute() -> None:
    """Register menu items, the way from a fact to its values, and the demo's computation."""
    from django.utils.translation import gettext_lazy as _  # apps must be loaded first

    from concentric.desk import api as desk
    from concentric.desk.types import DemoLoader, FactUser, MenuGroup, MenuItem
    from concentric.indicators.compute import demo, permissions, uses

    for code, label, url_name, order, may_see in (
        ("indicators", _("Indicators"), "indicators:matrix", 5, permissions.may_see_indicators),
        ("own-figures", _("Own figures"), "indicators:my_firm", 7, permissions.may_see_own_firm),
    ):
        desk.register(
            MenuItem(
                code=code, label=label, url_name=url_name, group=MenuGroup.STATISTICS,
                order=order, icon="chart-column", may_see=may_see,
            )
        )  # fmt: skip
    desk.register(FactUser(room="indicators", uses=uses.uses_of_fact))
    desk.register(DemoLoader(code="indicators", order=50, label="Indicators", load=demo.load))
