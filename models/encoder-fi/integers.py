"""Products of eight-bit integers: what the layers of the encoder compute with when it is run.

Training computes in floats. For running, what goes into a product of a layer is brought to the
range of 0 to 255 and its weights to −127 to 127; the product itself is exact. Channels that reach
far are made smaller and their weights larger before (SmoothQuant: Xiao et al. 2023), and weights
are rounded one input after another, what rounding leaves being made up for by the inputs that
follow (GPTQ: Frantar et al. 2023). Both look at texts that the encoder has learnt from.

Processors without instructions for eight bits add the products of two neighbouring inputs in
sixteen bits. The weights of such a pair are bounded so that the sum always fits: the integers are
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from network import HEADS, SIZE, Encoder
from torch import nn
from torch.nn.functional import gelu

#: The products of a layer, in their order.
PRODUCTS = ("triple", "out", "inner", "outer")
HIGHEST = 255  # the most an input can be
ZERO, ZERO_OF_GELU = 128, 64  # the input that stands for 0; little of gelu lies below it
WEIGHT, PAIR = 127, 128  # the most a weight can be, and two neighbours of one sign together
ROWS = 24  # rows of a batch that are looked at
DAMPING = 0.01  # share of the mean square of the inputs that is added to each
#: How much of a channel's strength goes from the input to the weights; that with the least error
#: is taken.
SHARES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Product(nn.Module):
    """A product of integers: every channel of the inputs has a scale, and every row.

    For the attention's, whose operator knows no scales of rows, one scale serves all rows.
    """

    def __init__(self, inverse: torch.Tensor, bias: torch.Tensor, weight, scale, zero: int) -> None:
        super().__init__()
        self.zero = zero
        self.register_buffer("inverse", inverse)
        self.register_buffer("weight", weight.to(torch.int8))
        self.register_buffer("scale", scale)
        self.register_buffer("bias", bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return _Product.apply(x, self.inverse, self.weight, self.scale, self.bias, self.zero)


def in_units(x: torch.Tensor, zero: int) -> torch.Tensor:
    """Return inputs that are scaled already as the integers say them."""
    return torch.round(x).clamp(-zero, HIGHEST - zero)


def in_units_of_rows(x: torch.Tensor, zero: int) -> torch.Tensor:
    """Return inputs as the integers and the scales of rows say them."""
    above, below = x.amax(-1, keepdim=True), x.amin(-1, keepdim=True)
    row = torch.maximum(above / (HIGHEST - zero), below / -zero).clamp(min=1e-9)
    return in_units(x / row, zero) * row


def _integers(g, x, zero: int):
    one = g.op("Constant", value_t=torch.tensor(1.0))
    at = g.op("Constant", value_t=torch.tensor(zero, dtype=torch.uint8))
    middle = g.op("Constant", value_t=torch.tensor(0, dtype=torch.int8))
    return g.op("QuantizeLinear", x, one, at), one, at, middle


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, inverse, weight, scale, bias, zero):
        return in_units_of_rows(x * inverse, zero) @ weight.float() * scale + bias

    @staticmethod
    def symbolic(g, x, inverse, weight, scale, bias, zero):
        def number(value: float):
            return g.op("Constant", value_t=torch.tensor(value))

        x = g.op("Mul", x, inverse)
        above = g.op("ReduceMax", x, axes_i=[-1], keepdims_i=1)
        below = g.op("ReduceMin", x, axes_i=[-1], keepdims_i=1)
        above = g.op("Mul", above, number(1 / (HIGHEST - zero)))
        row = g.op("Max", above, g.op("Mul", below, number(-1 / zero)), number(1e-9))
        whole, one, at, middle = _integers(g, g.op("Div", x, row), zero)
        name = "com.microsoft::MatMulIntegerToFloat"
        y = g.op(name, whole, weight, one, scale, at, middle)
        return g.op("Add", g.op("Mul", y, row), bias)


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, inverse, weight, scale, bias, mask):
        said = in_units(x * inverse, ZERO) @ weight.float() * scale + bias
        return attention(said, mask)

    @staticmethod
    def symbolic(g, x, inverse, weight, scale, bias, mask):
        whole, one, at, middle = _integers(g, g.op("Mul", x, inverse), ZERO)
        seen = g.op("Cast", mask, to_i=6)
        name = "com.microsoft::QAttention"
        return g.op(name, whole, weight, bias, one, scale, seen, at, middle, num_heads_i=HEADS)


class _Gelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return gelu(x)

    @staticmethod
    def symbolic(g, x):
        return g.op("com.microsoft::Gelu", x)


def attention(triple: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return what each piece gathers from all, from query, key and value side by side."""
    rows, length, _ = triple.shape
    split = triple.view(rows, length, 3, HEADS, SIZE // HEADS).permute(2, 0, 3, 1, 4)
    hidden = (1.0 - mask[:, None, None, :].to(triple.dtype)) * -1e4
    score = split[0] @ split[1].transpose(-1, -2) * (SIZE // HEADS) ** -0.5 + hidden
    seen = (torch.softmax(score, dim=-1) @ split[2]).transpose(1, 2)
    return seen.reshape(rows, length, SIZE)


def run_layer(layer, products: nn.ModuleDict, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the states after a layer whose products are of integers."""
    triple = products["triple"]
    seen = _Attention.apply(x, triple.inverse, triple.weight, triple.scale, triple.bias, mask)
    x = layer.norm_1(x + products["out"](seen))
    return layer.norm_2(x + products["outer"](_Gelu.apply(products["inner"](x))))


# --- How they are made ------------------------------------------------------------------------


@torch.no_grad()
def integer_products(model: Encoder, triples, batches: Iterable[dict]) -> nn.ModuleList:
    """Return the products of all layers in integers, told by batches of pieces.

    Parameters
    ----------
    model : Encoder
    triples : sequence of nn.Linear
        Query, key and value of each layer in one.
    batches : iterable of dict
        With ``input_ids`` and ``attention_mask``.
    """
    samples = _inputs(model, triples, batches)
    layers = []
    for number, (layer, triple) in enumerate(zip(model.trunk.layers, triples, strict=True)):
        every = (triple, layer.out, layer.inner, layer.outer)
        made = {
            name: _product(linear, *samples[number, name], name)
            for name, linear in zip(PRODUCTS, every, strict=True)
        }
        layers.append(nn.ModuleDict(made))
    return nn.ModuleList(layers)


def _inputs(model: Encoder, triples, batches) -> dict:
    """Return rows that go into each product, and how far each channel reaches in all of them."""
    rows, reach, random = {}, {}, torch.Generator().manual_seed(0)

    def note(key, x, mask):
        x = x[mask.bool()]
        rows.setdefault(key, []).append(x[torch.randperm(len(x), generator=random)[:ROWS]])
        most = x.abs().amax(0)
        reach[key] = torch.maximum(reach[key], most) if key in reach else most

    trunk = model.trunk
    for batch in batches:
        ids, mask = batch["input_ids"], batch["attention_mask"]
        x = trunk.norm(trunk.pieces(ids) + trunk.positions.weight[: ids.shape[1]])
        for number, (layer, triple) in enumerate(zip(trunk.layers, triples, strict=True)):
            note((number, "triple"), x, mask)
            seen = attention(triple(x), mask)
            note((number, "out"), seen, mask)
            x = layer.norm_1(x + layer.out(seen))
            note((number, "inner"), x, mask)
            inner = gelu(layer.inner(x))
            note((number, "outer"), inner, mask)
            x = layer.norm_2(x + layer.outer(inner))
    return {key: (torch.cat(parts), reach[key]) for key, parts in rows.items()}


def _product(linear: nn.Linear, x: torch.Tensor, reach: torch.Tensor, name: str) -> Product:
    weight = linear.weight.data.T
    zero = ZERO_OF_GELU if name == "outer" else ZERO
    units_of = in_units if name == "triple" else in_units_of_rows
    strong = weight.abs().amax(1).clamp(min=1e-5)
    usual = x.square().mean(0).sqrt().clamp(min=1e-4)
    some = x[:: max(1, len(x) // 2000)]
    wanted, least, inverse = some @ weight, None, None
    for share in SHARES:
        tried = strong ** (1 - share) / usual**share
        if name == "triple":
            tried = tried * (HIGHEST - zero) / (reach * tried).max()
        scale = scale_of(weight / tried[:, None])
        said = units_of(some * tried, zero) @ torch.round(weight / tried[:, None] / scale) * scale
        error = float((said - wanted).square().mean())
        if least is None or error < least:
            least, inverse = error, tried
    said = units_of(x * inverse, zero)
    whole, scale = rounded(weight / inverse[:, None], said)
    # What rounding adds on average is taken off.
    bias = linear.bias.data + (x @ weight - said @ whole * scale).mean(0)
    return Product(inverse, bias, whole, scale, zero)


def scale_of(weight: torch.Tensor) -> torch.Tensor:
    """Return the least scale of each output at which its weights, and its pairs, fit."""
    signs = torch.stack([weight.clamp(min=0), -weight.clamp(max=0)])
    pairs = signs.view(2, -1, 2, weight.shape[1]).sum(2).amax((0, 1))
    return torch.maximum(weight.abs().amax(0) / WEIGHT, pairs / PAIR).clamp(min=1e-9)


def rounded(weight: torch.Tensor, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Round weights so that products with inputs like `x` change least.

    Parameters
    ----------
    weight : Tensor (inputs, outputs)
    x : Tensor (rows, inputs)

    Returns
    -------
    whole : Tensor (inputs, outputs)
        Whole numbers of −127 to 127; two neighbours of one sign make at most 128.
    scale : Tensor (outputs,)
    """
    scale = scale_of(weight)
    gram = (x.T @ x / len(x)).double()
    gram += DAMPING * gram.diagonal().mean() * torch.eye(len(gram), dtype=gram.dtype)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(gram))
    upper = torch.linalg.cholesky(inverse, upper=True).float()
    left, whole = weight.clone(), torch.zeros_like(weight)
    for k in range(len(weight)):
        low, high = torch.full_like(scale, -WEIGHT), torch.full_like(scale, WEIGHT)
        if k % 2:
            high = torch.minimum(high, PAIR - whole[k - 1].clamp(min=0))
            low = torch.maximum(low, -PAIR - whole[k - 1].clamp(max=0))
        whole[k] = torch.minimum(torch.maximum(torch.round(left[k] / scale), low), high)
        error = (left[k] - whole[k] * scale) / upper[k, k]
        left[k + 1 :] -= upper[k, k + 1 :, None] * error
    return whole, scale
