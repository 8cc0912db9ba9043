import django.db.models.deletion
from django.db import migrations, models

from concentric.audit.api import guard_table


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("indicators", "0004_returns_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="is_for_members",
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                (
                    "value",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict",
                        to="indicators.value",
                    ),
                ),
            ],
            options={
                "db_table": "indicators_verdict",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["", "too_few", "dominated", "complement"])
                        ),
                        name="indicators_verdict_reason",
                    )
                ],
            },
        ),
        guard_table("indicators_verdict"),
    ]
