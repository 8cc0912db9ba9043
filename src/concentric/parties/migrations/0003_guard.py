"""Acts are added, never changed: the database says so too."""

from __future__ import annotations

from django.db import migrations

from concentric.audit.api import guard_table


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_separated"), ("audit", "0001_initial")]
    operations = [guard_table("parties_organisation_act")]
