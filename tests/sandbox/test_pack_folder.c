#include "attack.h"
#include <unistd.h>

/* A pack reads its own folder and nothing else: links, special files, odd names, sizes and numbers of files. */
static char folder[64], outside[64];

static int set_up(void **state) {
  (void)state;
  strcpy(folder, "attack-XXXXXX");
  strcpy(outside, "outside-XXXXXX");
  return mkdtemp(folder) == NULL || mkdtemp(outside) == NULL;
}

static int tear_down(void **state) {
  (void)state;
  char command[200];
  snprintf(command, sizeof command, "rm -rf %s %s", folder, outside);
  return system(command);
}

static void put(const char *name, const char *text, size_t n) {
  char path[300];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
}

static void put_pack(const char *code) {
  char text[600];
  snprintf(text, sizeof text, "%s%s", ATTACK_HEAD, code);
  put("pack.lua", text, strlen(text));
}

static void folder_fails(int code_expected, const char *text) {
  attack a;
  memset(&a, 0, sizeof a);
  int64_t before = attack_clock();
  a.rc = cs_pack_files_read(folder, &a.files, &a.err);
  cs_pack_run run = {.files = &a.files};
  if (a.rc == CS_OK) a.rc = cs_pack_load(&run, &a.document, &a.err);
  assert_true(attack_clock() - before < ATTACK_CPU_MS);
  if (a.rc != CS_OK) print_message("  %s\n", a.err.text);
  assert_int_equal(a.rc, code_expected);
  if (a.rc != CS_OK) assert_non_null(strstr(a.err.text, text));
  attack_end(&a);
}

static void links_are_refused(void **state) {
  (void)state;
  char path[300];
  put_pack("");
  snprintf(path, sizeof path, "%s/passwd.lua", folder);
  assert_int_equal(symlink("/etc/passwd", path), 0);
  folder_fails(CS_EPACK, "/passwd.lua: a symbolic link");
  unlink(path);
  assert_int_equal(symlink("pack.lua", path), 0);
  folder_fails(CS_EPACK, "/passwd.lua: a symbolic link");
  unlink(path);
  snprintf(path, sizeof path, "%s/more", folder);
  assert_int_equal(symlink("..", path), 0);
  folder_fails(CS_EPACK, "/more: a symbolic link");
}

static void special_files_are_refused(void **state) {
  (void)state;
  char path[300];
  put_pack("");
  snprintf(path, sizeof path, "%s/pipe.lua", folder);
  assert_int_equal(mkfifo(path, 0600), 0); /* opening it must not wait for a writer */
  folder_fails(CS_EPACK, "/pipe.lua: neither a file nor a folder");
}

static void names_do_not_lead_out(void **state) {
  (void)state;
  static const char *const names[] = {"/etc/passwd",     "../pack.lua",   "../../etc/passwd",
                                      "./pack.lua",      "x/../pack.lua", "",
                                      "pack.lua\\0.txt", "nothing.lua"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char code[100];
    snprintf(code, sizeof code, "include \"%s\"", names[i]);
    put_pack(code);
    folder_fails(CS_EPACK, "pack.lua:2: include: ");
    snprintf(code, sizeof code, "clauses \"%s\"", names[i]);
    put_pack(code);
    folder_fails(CS_EPACK, "pack.lua:2: clauses");
  }
}

static void odd_names_are_refused(void **state) {
  (void)state;
  put_pack("");
  put("evil:12: x.lua", "", 0);
  folder_fails(CS_EPACK, "a file name that a pack may not have");
}

static void bad_utf8_in_a_name_is_refused(void **state) {
  (void)state;
  put_pack("");
  put("\xff\xfe.lua", "", 0);
  folder_fails(CS_EPACK, "a file name that a pack may not have");
}

static void files_that_are_no_text_are_refused(void **state) {
  (void)state;
  put_pack("");
  put("logo.png", "\x89PNG\r\n\x1a\n", 8);
  folder_fails(CS_EPACK, "/logo.png: not UTF-8 text");
  put("logo.png", "a\0b", 3);
  folder_fails(CS_EPACK, "/logo.png: not UTF-8 text");
}

static void sizes_are_limited(void **state) {
  (void)state;
  char *big = malloc(CS_PACK_FILE_SIZE_MAX + 1);
  memset(big, ' ', CS_PACK_FILE_SIZE_MAX + 1);
  put_pack("");
  put("big.txt", big, CS_PACK_FILE_SIZE_MAX + 1);
  folder_fails(CS_EPACK, "/big.txt: a file larger than 1024 KB");
  put("big.txt", big, 1);
  for (int i = 0; i < 9; i++) {
    char name[20];
    snprintf(name, sizeof name, "big%d.txt", i);
    put(name, big, CS_PACK_FILE_SIZE_MAX);
  }
  folder_fails(CS_EPACK, "the pack is larger than 8 MB");
  free(big);
}

static void numbers_are_limited(void **state) {
  (void)state;
  put_pack("");
  for (int i = 0; i < CS_PACK_FILES_MAX; i++) {
    char name[20];
    snprintf(name, sizeof name, "f%d", i);
    put(name, "", 0);
  }
  folder_fails(CS_EPACK, "more than 1000 files");
}

static void depth_is_limited(void **state) {
  (void)state;
  char path[300];
  put_pack("");
  size_t n = (size_t)snprintf(path, sizeof path, "%s", folder);
  for (int i = 0; i < 8; i++) {
    n += (size_t)snprintf(path + n, sizeof path - n, "/d");
    assert_int_equal(mkdir(path, 0700), 0);
  }
  folder_fails(CS_EPACK, "more than 4 folders");
}

static void dot_files_are_passed_over(void **state) {
  (void)state;
  put_pack("");
  put(".DS_Store", "\0\1\2", 3);
  folder_fails(CS_OK, "");
}

static void a_folder_without_pack(void **state) {
  (void)state;
  folder_fails(CS_EPACK, "there is no pack.lua");
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      IN_FOLDER(links_are_refused),
      IN_FOLDER(special_files_are_refused),
      IN_FOLDER(names_do_not_lead_out),
      IN_FOLDER(odd_names_are_refused),
      IN_FOLDER(bad_utf8_in_a_name_is_refused),
      IN_FOLDER(files_that_are_no_text_are_refused),
      IN_FOLDER(sizes_are_limited),
      IN_FOLDER(numbers_are_limited),
      IN_FOLDER(depth_is_limited),
      IN_FOLDER(dot_files_are_passed_over),
      IN_FOLDER(a_folder_without_pack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
