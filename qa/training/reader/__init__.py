"""Learning a reader: a network that reads a question beside passages. Unfinished: nothing answers with it yet.

__main__.py         `python -m qa.training.reader` learns one
evaluation.py       how well one reads what it has not seen
examples.py         training examples, and their word pieces
json_lines.py       files of JSON Lines as objects
learning.py         the training loop: processes, schedule, checkpoints
loss.py             the loss: listwise over passages and sentences, spans
network.py          the network: MiniLM with heads for passage, sentence and span
news_examples.py    examples from news: written questions and dated quiz questions, with found negatives
pair.py             a question beside a passage, as word pieces
public_examples.py  examples from public sets of questions
"""
