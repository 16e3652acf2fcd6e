"""Arrow schemas from record classes, so that each record is declared once."""

import types
import typing
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

import pyarrow as pa
from pydantic import BaseModel

_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    datetime: pa.timestamp("us", tz="UTC"),
}


@cache
def schema_of(model: type[BaseModel]) -> pa.Schema:
    """Arrow schema with one column a field. Raises TypeError for an annotation it cannot map."""
    return pa.schema([pa.field(name, _type_of(info.annotation)) for name, info in model.model_fields.items()])


def table_of(rows: list[Any], model: type[BaseModel]) -> pa.Table:
    """Rows of ``model`` as an Arrow table."""
    return pa.Table.from_pylist([_plain(row) for row in rows], schema=schema_of(model))


def _plain(row: BaseModel) -> dict[str, Any]:
    return {
        key: value.value if isinstance(value, Enum) else value for key, value in row.model_dump(mode="python").items()
    }


def _type_of(annotation: Any) -> pa.DataType:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _type_of(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        if len(inner) == 1:
            return _type_of(inner[0])
    if origin is typing.Literal:
        return pa.string()
    if origin is list:
        return pa.list_(_type_of(typing.get_args(annotation)[0]))
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return pa.struct([pa.field(f.name, f.type) for f in schema_of(annotation)])
        if issubclass(annotation, Enum):
            return pa.string()
        if annotation in _SCALARS:
            return _SCALARS[annotation]
    raise TypeError(f"no Arrow type for {annotation!r}")
