"""A unit convenes everybody whom a programme concerns: a meeting of its own kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_sight")]
    operations = [
        migrations.AlterField(
            "meeting",
            "kind",
            models.CharField(
                choices=[
                    ("audiensi", "Audiensi"),
                    ("visit", "Kunjungan"),
                    ("return_visit", "Kunjungan balasan"),
                    ("coordination", "Rapat koordinasi"),
                    ("tkksd", "Rapat TKKSD"),
                    ("signing", "Upacara penandatanganan"),
                ],
                max_length=14,
                verbose_name="jenis",
            ),
        ),
    ]
