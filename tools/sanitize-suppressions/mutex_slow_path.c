// Tells ThreadSanitizer what it cannot see of `Mutex`. A free lock is taken and given back in code
// that is compiled into its user, and so watched; one that somebody waits for is taken and given
// back in the runtime library, which is not, and whatever it protects then looks like a race. This
// library stands before those two functions, calls them, and says what they have done.

#include <dlfcn.h>
#include <stdint.h>

#define HANDLE "$s15Synchronization12_MutexHandleV"
#define LOCK_SLOW HANDLE "9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW HANDLE "11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void LockSlow(
    uint32_t thread, __attribute__((swift_context)) void *handle);
typedef __attribute__((swiftcall)) void UnlockSlow(__attribute__((swift_context)) void *handle);

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

LockSlow lock_slow __asm__(LOCK_SLOW);
UnlockSlow unlock_slow __asm__(UNLOCK_SLOW);

static LockSlow *known_lock;
static UnlockSlow *known_unlock;

__attribute__((constructor)) static void find(void) {
    known_lock = (LockSlow *)dlsym(RTLD_NEXT, LOCK_SLOW);
    known_unlock = (UnlockSlow *)dlsym(RTLD_NEXT, UNLOCK_SLOW);
}

__attribute__((swiftcall)) void lock_slow(
    uint32_t thread, __attribute__((swift_context)) void *handle) {
    known_lock(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *handle) {
    if (__tsan_release) __tsan_release(handle);
    known_unlock(handle);
}
