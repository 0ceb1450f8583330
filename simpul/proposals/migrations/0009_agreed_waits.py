from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0008_sent_once'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('state', 'agreed')), fields=['state_since', 'id'], name='proposal_agreed'),
        ),
    ]
