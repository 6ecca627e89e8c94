"""Notices, messages and their tries; where people, robots and webhooks are reached; secret calendar addresses."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ledger", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("token", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("account", models.CharField(db_index=True, max_length=32)),
                ("desk", models.CharField(blank=True, max_length=64)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("desk", models.CharField(blank=True, max_length=64)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.CharField(max_length=64)),
                ("on", models.BooleanField(default=True)),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                ("account", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("mail", models.EmailField(blank=True, max_length=254)),
                ("confirmed", models.BooleanField(default=False)),
                ("code", models.CharField(blank=True, max_length=8)),
                ("code_until", models.DateTimeField(null=True)),
                ("code_tries", models.IntegerField(default=0)),
                ("muted", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("dingtalk", "DingTalk"), ("feishu", "Feishu"), ("wecom", "WeCom")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("desk", models.CharField(max_length=64)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("on", models.BooleanField(default=True)),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=140, unique=True)),
                ("name", models.CharField(max_length=32, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "mail"), ("robot", "group robot"), ("hook", "webhook")], max_length=10
                    ),
                ),
                ("target", models.CharField(max_length=32)),
                ("purpose", models.CharField(default="notices", max_length=10)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("urgent", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be sent"),
                            ("sent", "sent"),
                            ("failed", "could not be sent"),
                            ("dropped", "nothing left to say"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("done", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["next_at", "id"], name="message_next"
                    ),
                    models.Index(fields=["channel", "target", "-id"], name="message_target"),
                    models.Index(condition=models.Q(("state", "failed")), fields=["id"], name="message_failed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("desk", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=20)),
                ("stream", models.CharField(blank=True, max_length=32)),
                ("holder", models.CharField(blank=True, max_length=64)),
                ("path", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                ("urgent", models.BooleanField(default=False)),
                ("settled", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("settled__isnull", True)), fields=["id"], name="notice_new")
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fate", models.CharField(blank=True, max_length=20)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="outbox.message"
                    ),
                ),
                ("notice", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="outbox.notice")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("message", "notice"), name="line_once")],
            },
        ),
        migrations.CreateModel(
            name="Try",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("took_ms", models.IntegerField(null=True)),
                ("code", models.CharField(default="begun", max_length=20)),
                ("detail", models.CharField(blank=True, max_length=40)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="outbox.message"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="try_newest")],
            },
        ),
    ]
