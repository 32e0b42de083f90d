// What a person does on the pages, by the words that they read there.

export const admin = { name: 'admin', password: 'a long and unusual pass phrase 7' };

export async function firstLogin(page, appliance) {
  await page.goto(appliance.url);
  await page.getByLabel('Setup code').fill(await appliance.setupCode());
  await page.getByLabel('Your name here').fill(admin.name);
  await page.getByLabel('A new password').fill(admin.password);
  await page.getByLabel('The password again').fill(admin.password);
  await page.getByRole('button', { name: 'Make administrator and log in' }).click();
  await page.getByRole('heading', { name: 'Virtual machines', level: 1 }).waitFor();
}

export async function logIn(page) {
  await page.getByLabel('Name').fill(admin.name);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

export const rowOf = (page, name) => page.locator(`[data-vm="${name}"]`);

/** Opens the menu of a VM's row or page and chooses from it. */
export async function choose(page, name, entry) {
  await page.getByRole('button', { name: `Actions of ${name}` }).click();
  await page.getByRole('menuitem', { name: entry }).first().click();
}

/** Waits until the notice of an operation says how it ended. */
export async function operationEnds(page, what, state = 'Done') {
  await page.locator('[data-toast]', { hasText: what }).filter({ hasText: state }).first().waitFor();
}
