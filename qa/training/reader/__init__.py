"""Learning the reader: a network that reads a question beside passages (`qa/answer/reader`).

__main__.py         `python -m qa.training.reader` learns one
evaluation.py       how well one reads what it has not seen
examples.py         training examples, and their word pieces
export.py           `python -m qa.training.reader.export`: what was learned, as the file that is shipped
json_lines.py       files of JSON Lines as objects
learning.py         the training loop: processes, schedule, checkpoints
loss.py             the loss: listwise over passages and sentences, spans
news_examples.py    examples from news: written questions and dated quiz questions, with found negatives
public_examples.py  examples from public sets of questions
"""
