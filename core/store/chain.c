/* The hashes of the chain and the mixing of codes. What is defined here never changes: auditors rely on it. */
#include "store/internal.h"
#include <string.h>

void cs_hash(const void *bytes, size_t n, unsigned char out[CS_HASH_SIZE]) {
  crypto_generichash(out, CS_HASH_SIZE, bytes, n, NULL, 0);
}

void cs_hash_text(const unsigned char hash[CS_HASH_SIZE], char out[CS_HASH_TEXT]) {
  sodium_bin2hex(out, CS_HASH_TEXT, hash, CS_HASH_SIZE);
}

/* "txn NUMBER COMPANY RECORDED_MS ACTOR SYSTEM_USER COMMAND FACTS", TABs between, LF at the end, escaped as lines. */
void cs_chain_header(cs_buf *out, const cs_txn_info *info, const char *company_code) {
  cs_buf_printf(out, "txn\t%lu", (unsigned long)info->number);
  cs_line_put_word(out, company_code, strlen(company_code));
  cs_buf_printf(out, "\t%lld", (long long)info->recorded);
  cs_line_put_word(out, info->actor, strlen(info->actor));
  cs_line_put_word(out, info->system_user, strlen(info->system_user));
  cs_line_put_word(out, info->command, strlen(info->command));
  cs_buf_printf(out, "\t%llu\n", (unsigned long long)info->facts);
}

/* BLAKE2b-256 keyed with the salt, over "COMPANY CODE FIELD VALUE" with TABs between, escaped as lines. */
void cs_personal_digest(const char *company, const char *code, const char *field, const char *value,
                        size_t size, const unsigned char salt[crypto_generichash_KEYBYTES_MIN],
                        cs_buf *scratch, char out[CS_HASH_TEXT]) {
  cs_buf_clear(scratch);
  cs_line_put_word(scratch, company, strlen(company));
  cs_line_put_word(scratch, code, strlen(code));
  cs_line_put_word(scratch, field, strlen(field));
  cs_line_put_word(scratch, value, size);
  unsigned char hash[CS_HASH_SIZE] = {0};
  if (!scratch->failed) {
    crypto_generichash(hash, sizeof hash, (const unsigned char *)scratch->data + 1,
                       scratch->size - 1, salt, crypto_generichash_KEYBYTES_MIN);
  }
  cs_hash_text(hash, out);
  if (scratch->size > 0) sodium_memzero(scratch->data, scratch->size);
}

/* FNV-1a, then the finalizer of MurmurHash3, so that every bit depends on every byte. */
uint64_t cs_code_hash(const char *code, size_t n) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < n; i++) hash = (hash ^ (unsigned char)code[i]) * 1099511628211u;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdu;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53u;
  return hash ^ (hash >> 33);
}

bool cs_code_is_bound(const char *code) { return (cs_code_hash(code, strlen(code)) & 1023) == 0; }
