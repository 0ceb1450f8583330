"""Since when the invited see a meeting and read its minutes; when a follow-up was recorded."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [
        migrations.AddField("meeting", "invited_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("meeting", "sealed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "followup",
            "recorded_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
