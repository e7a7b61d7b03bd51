# One test file = one ctest entry, found by its place and name:
#   tests/core/**/test_*.c         C, linked with the core alone
#   tests/fault/test_*.c           C, linked with the bindings and with what makes disk and memory fail
#   tests/<other>/**/test_*.c      C, linked with the bindings too
#   tests/<any>/**/*_test.lua      run by the program itself (module luaunit from the system)
#   tests/{architecture,cli,fault,policies,simulation,tools}/**/*.sh   run by bash; a file _*.sh is a helper, not a test
# tests/core/base/test_date.c is called core.base.date and carries the labels core and core.base.
# Exit status 77 means "skipped". Every test starts in an empty folder of its own.

set(test_scratch ${CMAKE_BINARY_DIR}/scratch)
find_program(BASH_PROGRAM bash REQUIRED)

# Registers `file` (relative to tests/) under a name made of its folders; the rest is its command.
function(cursus_test name folder)
  add_test(NAME ${name}
    COMMAND ${BASH_PROGRAM} ${CMAKE_SOURCE_DIR}/cmake/scratch.sh ${test_scratch}/${name} ${ARGN})
  string(REGEX MATCH "^[^.]+" room ${folder})
  set(labels ${room} ${folder})
  list(REMOVE_DUPLICATES labels)
  set_tests_properties(${name} PROPERTIES
    TIMEOUT 600 SKIP_RETURN_CODE 77 LABELS "${labels}"
    ENVIRONMENT "CURSUS_SOURCE_DIR=${CMAKE_SOURCE_DIR};CURSUS_BIN=${CMAKE_BINARY_DIR}/cursus;LC_ALL=C.UTF-8;LANG=C.UTF-8;UBSAN_OPTIONS=print_stacktrace=1;ASAN_OPTIONS=detect_stack_use_after_return=1")
endfunction()

# "core/base/test_date.c" -> folder "core.base", name "core.base.date"
function(cursus_test_name file name_out folder_out)
  cmake_path(GET file PARENT_PATH folder)
  cmake_path(GET file STEM LAST_ONLY stem)
  string(REGEX REPLACE "^test_|_test$" "" stem ${stem})
  string(REPLACE "/" "." folder ${folder})
  set(${name_out} ${folder}.${stem} PARENT_SCOPE)
  set(${folder_out} ${folder} PARENT_SCOPE)
endfunction()

set(fault_files ${CMAKE_SOURCE_DIR}/tests/fault/vfs.c ${CMAKE_SOURCE_DIR}/tests/fault/memory.c
                ${CMAKE_SOURCE_DIR}/tests/fault/story.c ${CMAKE_SOURCE_DIR}/tests/fault/traces.c)
file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR}/tests CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/tests/test_*.c)
foreach(file IN LISTS files)
  cursus_test_name(${file} name folder)
  add_executable(${name} ${CMAKE_SOURCE_DIR}/tests/${file})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  if(file MATCHES "^core/")
    target_link_libraries(${name} PRIVATE cursus_core PkgConfig::CMOCKA)
  elseif(file MATCHES "^fault/")
    target_sources(${name} PRIVATE ${fault_files})
    target_link_libraries(${name} PRIVATE cursus_bindings PkgConfig::CMOCKA PkgConfig::SQLITE PkgConfig::UV)
    target_link_options(${name} PRIVATE
      LINKER:--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup
      LINKER:--wrap=uv_thread_create,--wrap=uv_mutex_init,--wrap=uv_cond_init,--wrap=luaL_newstate,--wrap=XML_ParserCreate)
  else()
    target_link_libraries(${name} PRIVATE cursus_bindings PkgConfig::CMOCKA)
  endif()
  cursus_test(${name} ${folder} $<TARGET_FILE:${name}>)
endforeach()

file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR}/tests CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/tests/*_test.lua)
foreach(file IN LISTS files)
  cursus_test_name(${file} name folder)
  cursus_test(${name} ${folder} ${CMAKE_BINARY_DIR}/cursus run ${CMAKE_SOURCE_DIR}/tests/${file})
endforeach()

foreach(room IN ITEMS architecture cli fault policies simulation tools)
  file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR}/tests CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/tests/${room}/*.sh)
  list(FILTER files EXCLUDE REGEX "(^|/)_[^/]*$")
  foreach(file IN LISTS files)
    cursus_test_name(${file} name folder)
    cursus_test(${name} ${folder} ${BASH_PROGRAM} ${CMAKE_SOURCE_DIR}/tests/${file})
  endforeach()
endforeach()
