"""llama.cpp's own server, and a language model of random weights for it: a GGUF file of 140 kB."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np

_WIDTH, _HEADS, _INNER, _CONTEXT = 32, 2, 64, 16_384
_TEMPLATE = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant:"
)
#: Signs that end what a grammar has begun; without a leaning to them random words have no end.
_ENDS = {'"': 5.0, "0": 3.0, "1": 2.0, "}": 5.0, "]": 4.0, ",": 3.0}


def write_tiny_model(path, seed=0):
    """Write a llama of one layer whose tokens are bytes, and return its path."""
    from gguf import GGUFWriter, TokenType

    rng = np.random.default_rng(seed)
    special = [
        ("<unk>", TokenType.UNKNOWN),
        ("<s>", TokenType.CONTROL),
        ("</s>", TokenType.CONTROL),
    ]
    signs = [chr(code) for code in range(32, 127)]
    tokens = [
        *special,
        *((f"<0x{byte:02X}>", TokenType.BYTE) for byte in range(256)),
        *(("▁" if sign == " " else sign, TokenType.NORMAL) for sign in signs),
    ]
    writer = GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([token for token, _ in tokens])
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([kind for _, kind in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(_TEMPLATE)

    def some(*shape, scale=0.3):
        return rng.normal(scale=scale, size=shape).astype(np.float32)

    along = np.ones(_WIDTH, dtype=np.float32)  # a direction that every hidden state shares
    head = some(len(tokens), _WIDTH, scale=0.1)
    names = [token for token, _ in tokens]
    for sign, weight in _ENDS.items():
        head[names.index(sign)] += weight / _WIDTH * along
    writer.add_tensor("token_embd.weight", some(len(tokens), _WIDTH) + along)
    writer.add_tensor("output.weight", head)
    writer.add_tensor("output_norm.weight", along)
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", along)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", some(_WIDTH, _WIDTH, scale=0.05))
    writer.add_tensor("blk.0.ffn_gate.weight", some(_INNER, _WIDTH, scale=0.05))
    writer.add_tensor("blk.0.ffn_up.weight", some(_INNER, _WIDTH, scale=0.05))
    writer.add_tensor("blk.0.ffn_down.weight", some(_WIDTH, _INNER, scale=0.05))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def serve(model, context=8192):
    """Serve a model with llama.cpp until standard input ends; tell the address first."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(model)
    settings.n_ctx = context
    settings.n_parallel, settings.n_gpu_layers, settings.warmup = 1, 0, False
    # Threads that wait for each other take seconds a token on a busy machine; one waits for nobody.
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(settings)
    print(server.listening_address, flush=True)
    sys.stdin.read()


@contextmanager
def llama_cpp(model):
    """Run llama.cpp's server in a process of its own; give its address."""
    process = subprocess.Popen(
        [sys.executable, Path(__file__), str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process.stdout.readline().strip() + "/v1"
    finally:
        process.stdin.close()
        process.wait(30)


if __name__ == "__main__":
    serve(sys.argv[1])
