from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0003_letter_once"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="override", name="screening_override_once"),
        migrations.AddField(
            model_name="override",
            name="said",
            field=models.TextField(blank=True, max_length=2000, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                fields=("proposal", "code", "said"),
                name="screening_override_once",
                violation_error_message="Alasan untuk temuan ini sudah tercatat.",
            ),
        ),
    ]
