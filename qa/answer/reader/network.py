"""The reader's network: a MiniLM that reads a question beside a passage, with heads for passage, sentence and span.

One encoder, three linear heads: on the first token's state how well the passage answers (`relevance`), on every token's
state whether its sentence answers (`evidence`; a sentence's logit is the mean over its tokens) and where the words that
answer begin and end (`start`, `end`). Logits are learned against 0, which stands for "none answers". The embeddings are
the packaged model's and stay as they are. Knows nothing of examples or of how it is learned.
"""

from pathlib import Path
from typing import NamedTuple

import torch
from transformers import BertConfig, BertModel


class Logits(NamedTuple):
    """`relevance`: `(n,)`; `tokens`: `(n, longest, 3)`, evidence, start and end of each token."""

    relevance: torch.Tensor
    tokens: torch.Tensor


class ReaderNetwork(torch.nn.Module):
    """A question and a passage, as word pieces → logits."""

    def __init__(self, folder: Path, *, layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(folder)
        config.hidden_dropout_prob = dropout
        config.attention_probs_dropout_prob = 0.0  # the fast attention kernel has none
        self.encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        del self.encoder.encoder.layer[layers:]
        self.encoder.config.num_hidden_layers = layers
        self.encoder.embeddings.requires_grad_(False)
        self.dropout = torch.nn.Dropout(dropout)
        self.passage_head = torch.nn.Linear(config.hidden_size, 1)
        self.token_head = torch.nn.Linear(config.hidden_size, 3)
        for head in (self.passage_head, self.token_head):
            torch.nn.init.normal_(head.weight, std=0.02)
            torch.nn.init.zeros_(head.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> Logits:
        states = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        states = self.dropout(states)
        return Logits(self.passage_head(states[:, 0])[:, 0], self.token_head(states))

    def learned(self) -> dict[str, torch.Tensor]:
        """The weights that are not the packaged model's."""
        return {name: tensor for name, tensor in self.state_dict().items() if "embeddings" not in name}
