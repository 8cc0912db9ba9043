"""A row that is taken away before it is sealed leaves a sealed position without a row."""

from django.db import migrations

from concentric.audit import schema


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_sealing")]

    operations = [migrations.RunSQL(schema.MACHINERY, migrations.RunSQL.noop)]
