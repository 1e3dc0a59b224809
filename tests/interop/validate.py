"""Holds JSON and TOML files to a JSON Schema, of the draft that it names: validate.py SCHEMA FILE..."""

import json
import sys
import tomllib

from jsonschema.validators import validator_for

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Validator = validator_for(schema)
Validator.check_schema(schema)
wrong = 0
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        value = tomllib.loads(file.read()) if name.endswith(".toml") else json.load(file)
    for error in Validator(schema).iter_errors(value):
        wrong += 1
        print(f"{name}: {error.json_path}: {error.message}")
sys.exit(1 if wrong else 0)
