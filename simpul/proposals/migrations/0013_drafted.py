from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0012_stays_of_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='drafted',
            field=models.BooleanField(default=False),
        ),
    ]
