;; What a guest imports as wasi_snapshot_preview1: all 46 functions with their types. Engine neutral.
;;
;; A guest's memory does not exist before the guest does, and the guest does not before its imports
;; do. So the functions that need its memory jump through a table, which wasi.wat fills once the
;; guest is there. Until then, and in a guest that exports no memory, they answer ENOSYS. All others
;; have their whole answer here: there are no sockets, no files and no preopened directories. Where
;; directories are granted, the host takes the place of what is about files; where they are not,
;; whoever names a file ends there.
;;
;; Error numbers: 8 EBADF, 52 ENOSYS, 58 ENOTSUP, 70 ESPIPE.
(module
  (import "control" "exit" (func $exit (param i32)))
  (import "control" "require" (func $require (param i32)))

  (type $ii_i (func (param i32 i32) (result i32)))
  (type $ili_i (func (param i32 i64 i32) (result i32)))
  (type $iiii_i (func (param i32 i32 i32 i32) (result i32)))

  ;; 0 sizes_get, 1 clock_res_get, 2 clock_time_get, 3 fd_fdstat_get, 4 fd_filestat_get, 5 fd_read,
  ;; 6 fd_write, 7 random_get
  (table (export "table") 8 8 funcref)
  (elem (i32.const 0)
    $no_memory_ii $no_memory_ii $no_memory_ili $no_memory_ii $no_memory_ii $no_memory_iiii
    $no_memory_iiii $no_memory_ii)
  (func $no_memory_ii (type $ii_i) (i32.const 52))
  (func $no_memory_ili (type $ili_i) (i32.const 52))
  (func $no_memory_iiii (type $iiii_i) (i32.const 52))

  ;; ---- need the guest's memory ----

  (func (export "args_sizes_get") (export "environ_sizes_get") (param i32 i32) (result i32)
    (call_indirect (type $ii_i) (local.get 0) (local.get 1) (i32.const 0)))

  (func (export "clock_res_get") (param i32 i32) (result i32)
    (call_indirect (type $ii_i) (local.get 0) (local.get 1) (i32.const 1)))

  (func (export "clock_time_get") (param i32 i64 i32) (result i32)
    (call_indirect (type $ili_i) (local.get 0) (local.get 1) (local.get 2) (i32.const 2)))

  (func (export "fd_fdstat_get") (param i32 i32) (result i32)
    (call_indirect (type $ii_i) (local.get 0) (local.get 1) (i32.const 3)))

  (func (export "fd_filestat_get") (param i32 i32) (result i32)
    (call_indirect (type $ii_i) (local.get 0) (local.get 1) (i32.const 4)))

  (func (export "fd_read") (param i32 i32 i32 i32) (result i32)
    (call_indirect (type $iiii_i)
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 5)))

  (func (export "fd_write") (param i32 i32 i32 i32) (result i32)
    (call_indirect (type $iiii_i)
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 6)))

  (func (export "random_get") (param i32 i32) (result i32)
    (call_indirect (type $ii_i) (local.get 0) (local.get 1) (i32.const 7)))

  ;; ---- answered here ----

  ;; No arguments and no variables: nothing to write.
  (func (export "args_get") (export "environ_get") (param i32 i32) (result i32)
    (i32.const 0))

  (func (export "sched_yield") (result i32)
    (i32.const 0))

  (func (export "proc_exit") (param i32)
    (call $exit (local.get 0)))

  (func (export "proc_raise") (param i32) (result i32)
    (i32.const 52))

  ;; Nothing to wait for, and sleeping would hold the row.
  (func (export "poll_oneoff") (param i32 i32 i32 i32) (result i32)
    (i32.const 58))

  ;; The three standard streams may be flushed and closed.
  (func (export "fd_close") (export "fd_datasync") (export "fd_sync") (param i32) (result i32)
    (select (i32.const 0) (i32.const 8) (i32.lt_u (local.get 0) (i32.const 3))))

  ;; They have no position.
  (func (export "fd_seek") (param i32 i64 i32 i32) (result i32)
    (select (i32.const 70) (i32.const 8) (i32.lt_u (local.get 0) (i32.const 3))))

  (func (export "fd_tell") (param i32 i32) (result i32)
    (select (i32.const 70) (i32.const 8) (i32.lt_u (local.get 0) (i32.const 3))))

  ;; No such descriptor. For fd_prestat_get this ends the search for preopened directories with
  ;; which every C library starts.
  (func
    (export "fd_fdstat_set_flags") (export "fd_prestat_get") (export "fd_renumber")
    (export "sock_shutdown")
    (param i32 i32) (result i32)
    (i32.const 8))

  (func
    (export "fd_prestat_dir_name") (export "sock_accept")
    (param i32 i32 i32) (result i32)
    (i32.const 8))

  (func (export "sock_send") (param i32 i32 i32 i32 i32) (result i32)
    (i32.const 8))

  (func (export "sock_recv") (param i32 i32 i32 i32 i32 i32) (result i32)
    (i32.const 8))

  ;; Nobody has files without the grant.
  (func $no_files (result i32)
    (call $require (i32.const 64))
    (i32.const 8))

  (func
    (export "path_create_directory") (export "path_remove_directory") (export "path_unlink_file")
    (param i32 i32 i32) (result i32)
    (call $no_files))

  (func
    (export "path_filestat_get") (export "path_symlink")
    (param i32 i32 i32 i32 i32) (result i32)
    (call $no_files))

  (func
    (export "path_readlink") (export "path_rename")
    (param i32 i32 i32 i32 i32 i32) (result i32)
    (call $no_files))

  (func (export "path_link") (param i32 i32 i32 i32 i32 i32 i32) (result i32)
    (call $no_files))

  (func (export "path_open") (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)
    (call $no_files))

  (func (export "path_filestat_set_times") (param i32 i32 i32 i32 i64 i64 i32) (result i32)
    (call $no_files))

  (func (export "fd_advise") (param i32 i64 i64 i32) (result i32)
    (i32.const 8))

  (func
    (export "fd_allocate") (export "fd_fdstat_set_rights")
    (param i32 i64 i64) (result i32)
    (i32.const 8))

  (func (export "fd_filestat_set_size") (param i32 i64) (result i32)
    (i32.const 8))

  (func (export "fd_filestat_set_times") (param i32 i64 i64 i32) (result i32)
    (i32.const 8))

  (func
    (export "fd_pread") (export "fd_pwrite") (export "fd_readdir")
    (param i32 i32 i32 i64 i32) (result i32)
    (i32.const 8)))
