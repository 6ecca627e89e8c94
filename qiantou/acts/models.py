"""Grades of a mutual rating while its round is open: an ordinary table, no part of the record.

Rules: docs/rules/rating.md.
"""

from django.db import models


class Grade(models.Model):
    """One grade, 1 to 5, of a unit in a joint work. Who gave it is not kept: neither unit, nor account, nor time.

    `name` is made from joint work, both units and the secret of the site; only who knows all four finds the row again.
    """

    name = models.CharField(max_length=64, primary_key=True)
    joint = models.CharField(max_length=32)
    rated = models.CharField(max_length=64)
    grade = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["joint", "rated"], name="grades_of_joint")]
