"""The encoder: texts → unit vectors.

encoder.py           the `Encoder` protocol, the model and its digest, sentence-transformers as the reference
encoders.py          the encoders of one process, by their models
openvino_encoder.py  the same model, converted for this CPU: the default
openvino_model.py    any converted model: written once, opened, run
"""
