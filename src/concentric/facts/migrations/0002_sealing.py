"""The ledger and the dimension statements become sealed books; catalogue versions become unchangeable."""

from django.db import migrations

from concentric.audit.api import guard_table, seal_table


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial"), ("audit", "0002_sealing")]

    operations = [
        seal_table(
            name="facts", table="facts_fact", positions="facts_position", queue="facts_queue"
        ),
        seal_table(
            name="dimensions",
            table="facts_dimension",
            positions="facts_dimension_position",
            queue="facts_dimension_queue",
        ),
        guard_table("facts_catalogue_version"),
    ]
