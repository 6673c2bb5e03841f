import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchConfig,
    SearchVector,
    SearchVectorField,
)
from django.db import migrations, models

ENGLISH = SearchConfig("english")


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0008_notices"),
    ]

    operations = [
        # A trusted extension: the owner of the database may make it.
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(db_index=True, max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.TextField()),
                ("text", models.TextField(blank=True)),
                ("more", models.TextField(blank=True)),
                ("address", models.CharField(blank=True, max_length=300)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=CombinedSearchVector(
                            CombinedSearchVector(
                                SearchVector("title", config="english", weight="A"),
                                "||",
                                SearchVector("text", config="english", weight="B"),
                                ENGLISH,
                            ),
                            "||",
                            SearchVector("more", config="english", weight="C"),
                            ENGLISH,
                        ),
                        output_field=SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("things", models.PositiveIntegerField()),
            ],
        ),
    ]
