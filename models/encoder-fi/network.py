"""The encoder as a torch module: twelve layers of multilingual-e5-small and the heads."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention

SIZE, LAYERS, HEADS, INNER, POSITIONS = 384, 12, 12, 1536, 512
EPSILON = 1e-12
HEADS_OF_WORDS = ("tags", "names")


class Layer(nn.Module):
    """Self-attention and feed-forward, each followed by a normalisation (BERT)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.inner, self.outer = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)
        self.norm_1, self.norm_2 = (nn.LayerNorm(SIZE, eps=EPSILON) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, _ = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(rows, length, HEADS, SIZE // HEADS).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = self.out(seen.transpose(1, 2).reshape(rows, length, SIZE))
        x = self.norm_1(x + self.dropout(seen))
        return self.norm_2(x + self.dropout(self.outer(gelu(self.inner(x)))))


class Trunk(nn.Module):
    """Pieces to the vectors of every layer."""

    def __init__(self, pieces: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(pieces, SIZE)
        self.positions = nn.Embedding(POSITIONS, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> list[torch.Tensor]:
        place = self.positions.weight[: input_ids.shape[1]]
        x = self.dropout(self.norm(self.pieces(input_ids) + place))
        mask = (1 - attention_mask[:, None, None, :].to(x.dtype)) * -1e4
        states = [x]
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
            states.append(x)
        return states


class WordHead(nn.Module):
    """Vectors of words, from a learned mixture of layers, Voikko's analyses and the answer."""

    def __init__(self, features: int, inner: int, outputs: int) -> None:
        super().__init__()
        self.mixture = nn.Parameter(torch.linspace(-1.0, 1.0, LAYERS + 1))
        self.inner = nn.Linear(2 * SIZE + features, inner)
        self.outer = nn.Linear(inner, outputs)
        self.dropout = nn.Dropout(0.2)

    def mix(self, states: list[torch.Tensor], first, last) -> torch.Tensor:
        share = torch.softmax(self.mixture, dim=0)
        mixed = sum(share[i] * state.float() for i, state in enumerate(states))
        return torch.cat([take(mixed, first), take(mixed, last)], dim=-1)

    def answer(self, mixed: torch.Tensor, voikko) -> tuple[torch.Tensor, torch.Tensor]:
        """Return vectors and logits of words from their mixture of layers."""
        words = gelu(self.inner(torch.cat([self.dropout(mixed), voikko], dim=-1)))
        return words, self.outer(self.dropout(words))

    def forward(self, states, first, last, voikko) -> tuple[torch.Tensor, torch.Tensor]:
        return self.answer(self.mix(states, first, last), voikko)


def take(states: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Return the vectors (b, w, d) that stand at places (b, w) of states (b, t, d)."""
    return torch.gather(states, 1, places[..., None].expand(-1, -1, states.shape[-1]))


def mean_of(states: torch.Tensor, spans: torch.Tensor) -> torch.Tensor:
    """Return the mean of states (b, t, d) over spans (b, s, t) of 0 and 1; 0 for an empty one."""
    return spans @ states / spans.sum(-1, keepdim=True).clamp(min=1.0)


class Encoder(nn.Module):
    """Trunk and heads; see ``README.md`` for what goes in and out."""

    def __init__(
        self,
        pieces: int,
        features: int,
        upos: int,
        feats: int,
        names: int,
        polarity: int,
        dimensions: int,
        dropout: float = 0.1,
    ):
        super().__init__()
        self.trunk = Trunk(pieces, dropout)
        self.tags = WordHead(features, SIZE, upos + feats)
        self.names = WordHead(features, 256, names)
        self.project = nn.Linear(SIZE, dimensions)
        self.polarity_inner = nn.Linear(SIZE, 128)
        self.polarity = nn.Linear(128, polarity)
        self.upos = upos

    def pooled(self, states: list[torch.Tensor], attention_mask: torch.Tensor) -> torch.Tensor:
        weight = attention_mask[..., None].float()
        return (states[-1].float() * weight).sum(1) / weight.sum(1)

    def embed(self, states: list[torch.Tensor], attention_mask: torch.Tensor) -> torch.Tensor:
        """Return sentence vectors of length 1: the mean of pieces, centred and evened out."""
        mean = normalize(self.pooled(states, attention_mask), dim=-1)
        return normalize(self.project(mean), dim=-1)

    def polarity_of(self, states, attention_mask) -> torch.Tensor:
        return self.polarity_spans(states, attention_mask[:, None].float())[:, 0]

    def polarity_spans(self, states: list[torch.Tensor], spans: torch.Tensor) -> torch.Tensor:
        """Return logits of the polarity of spans (rows, spans, pieces) of 0 and 1."""
        # The last layer is held to the embedding; the ones below are freer to learn.
        mixed = (states[-1].float() + states[-3].float() + states[-5].float()) / 3
        return self.polarity(torch.tanh(self.polarity_inner(mean_of(mixed, spans))))

    def embed_spans(self, states: list[torch.Tensor], spans: torch.Tensor) -> torch.Tensor:
        """Return vectors of length 1 of spans (rows, spans, pieces), as `embed` of whole rows."""
        mean = normalize(mean_of(states[-1].float(), spans), dim=-1)
        return normalize(self.project(mean), dim=-1)


def load_e5(trunk: Trunk, weights, kept) -> None:
    """Fill the trunk with the weights of multilingual-e5-small (`E5File`), pieces `kept`."""

    def put(parameter: torch.Tensor, name: str) -> None:
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(weights.tensor(name, *parameter.shape)))

    with torch.no_grad():
        trunk.pieces.weight.copy_(torch.from_numpy(weights.input_vectors(kept)))
    put(trunk.positions.weight, "emb.pos")
    with torch.no_grad():  # the only token type belongs to every position
        trunk.positions.weight.add_(torch.from_numpy(weights.tensor("emb.type", -1, SIZE)[0]))
    put(trunk.norm.weight, "emb.ln.w")
    put(trunk.norm.bias, "emb.ln.b")
    names = {
        "query": "q",
        "key": "k",
        "value": "v",
        "out": "ao",
        "inner": "fi",
        "outer": "fo",
        "norm_1": "aln",
        "norm_2": "oln",
    }
    for number, layer in enumerate(trunk.layers):
        for ours, theirs in names.items():
            module = getattr(layer, ours)
            put(module.weight, f"l{number}.{theirs}.w")
            put(module.bias, f"l{number}.{theirs}.b")


class StatementHeads(nn.Module):
    """Stance, kind and subject of statements that are read together.

    Every piece of a statement votes for a stance and a kind, and its attention says what the vote
    counts: the answer is their sum, so that it can be told which words carried it.
    """

    def __init__(self, stances: int, kinds: int, dimensions: int, inner: int = 192) -> None:
        super().__init__()
        self.mixture = nn.Parameter(torch.linspace(-1.0, 1.0, LAYERS + 1))
        self.inner = nn.Linear(SIZE, inner)
        self.attention = nn.Linear(SIZE, 1)
        self.stance = nn.Linear(inner, stances)
        self.kind = nn.Linear(inner, kinds)
        self.aside = nn.Linear(inner, 1)
        self.project = nn.Linear(SIZE, dimensions)
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.dropout = nn.Dropout(0.1)
        nn.init.zeros_(self.attention.weight)

    def mix(self, states: list[torch.Tensor]) -> torch.Tensor:
        share = torch.softmax(self.mixture, dim=0)
        return sum(share[i] * state.float() for i, state in enumerate(states))

    def forward(self, states: list[torch.Tensor], spans: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return logits and vectors of statements.

        Parameters
        ----------
        spans : Tensor (windows, statements, pieces)
            1 where a piece belongs to a statement.
        """
        mixed = self.mix(states)
        votes = self.dropout(torch.tanh(self.inner(self.dropout(mixed))))
        weight = self.attention(mixed).transpose(1, 2) + (spans - 1.0) * 1e4
        weight = torch.softmax(weight, dim=-1)
        heard = weight @ votes
        return {
            "stance": self.stance(heard),
            "kind": self.kind(heard),
            "aside": self.aside(heard)[..., 0],
            "subject": self.subject(states, spans),
            "weight": weight,
        }

    def subject(self, states: list[torch.Tensor], spans: torch.Tensor) -> torch.Tensor:
        """Return vectors of length 1 that lie near the descriptions of a statement's themes."""
        mean = normalize(mean_of(states[-1].float(), spans), dim=-1)
        return normalize(self.project(mean), dim=-1)
