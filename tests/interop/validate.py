"""Holds JSON files to a JSON Schema (2020-12): validate.py SCHEMA FILE..."""

import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
wrong = 0
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        value = json.load(file)
    for error in Draft202012Validator(schema).iter_errors(value):
        wrong += 1
        print(f"{name}: {error.json_path}: {error.message}")
sys.exit(1 if wrong else 0)
