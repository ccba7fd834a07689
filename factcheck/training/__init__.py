"""Training of the bundled models: data mixture, fine-tuning, ONNX export.

Nothing outside this folder and the scripts imports it; it needs torch and transformers.
"""
