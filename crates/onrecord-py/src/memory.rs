//! Memory that the process holds and does not use.

/// Gives it back to the system. The record of a long text is many small pieces; the allocator of glibc keeps what was
/// freed between others, for each thread anew. Other allocators do so by themselves, or have no such function.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: the function takes the locks that it needs and touches nothing that is in use.
    #[allow(unsafe_code, reason = "a function of C")]
    unsafe {
        libc::malloc_trim(0);
    }
}
